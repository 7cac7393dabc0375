namespace TenantGateway.Tenants;

[GatewayMetadata]
internal sealed partial record TenantMetadata
{
    [MetadataKey("tenant_id", Tag = "app.tenant.id")]
    public string? TenantId { get; init; }

    [MetadataKey("cost_center", Tag = "app.cost_center")]
    public string? CostCenter { get; init; }

    [MetadataKey("department", Tag = "app.cost_center")] // TLM1003
    public string? Department { get; init; }
}
