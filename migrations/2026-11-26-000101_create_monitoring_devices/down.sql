DROP FUNCTION anjuan.announced_devices(text);
DROP TABLE anjuan.monitoring_device_paper;
DROP TABLE anjuan.monitoring_device;
