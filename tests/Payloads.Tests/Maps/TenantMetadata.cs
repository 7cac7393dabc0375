namespace TracedLlm.Payloads.Tests.Maps;

/// <summary>The gateway's own keys; keys are no paths.</summary>
[GatewayMetadata]
internal sealed partial class TenantMetadata
{
    [MetadataKey("tenant_id", Tag = "app.tenant.id")]
    public string? TenantId { get; set; }

    [MetadataKey("tenant.region", Tag = "app.tenant.region")]
    public string? Region { get; set; }

    [MetadataKey("größe")]
    public int? Size { get; set; }

    [MetadataKey("notes[]", Tag = "app.notes", Content = true)]
    public string? Notes { get; set; }
}
