namespace TracedLlm.Tests.Metadata;

/// <summary>A gateway's own keys.</summary>
[GatewayMetadata]
internal sealed partial record TenantMetadata
{
    [MetadataKey("tenant_id", Tag = "app.tenant.id")]
    public string? TenantId { get; init; }

    [MetadataKey("seats", Tag = "app.tenant.seats")]
    public long? Seats { get; init; }

    [MetadataKey("cost_center", Tag = LiteLlm.TeamAlias)]
    public string? CostCenter { get; init; }

    [MetadataKey("diary", Tag = "app.tenant.diary", Content = true)]
    public string? Diary { get; init; }

    [MetadataKey("plan")]
    public string? Plan { get; init; }
}
