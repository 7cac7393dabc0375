[GatewayMetadata]
public sealed partial record TenantMetadata
{
    [MetadataKey("tenant_id", Tag = "app.tenant.id")] public string? TenantId { get; init; }
}
