namespace TracedLlm.Export.Setup;

/// <summary>The categories of the export's log. They are fixed, because the settings of gateways name them.</summary>
internal static class LogCategories
{
    public const string Backends = "TracedLlm.Export.BackendLog";
    public const string Deliveries = "TracedLlm.Export.DeliveryLedger";
    public const string Destinations = "TracedLlm.Export.DestinationReport";
    public const string Export = "TracedLlm.Export.ExportService";
    public const string Spool = "TracedLlm.Export.FileSpool";
}
