using TracedLlm.Analyzers.Metadata;

namespace TracedLlm.Analyzers.Tests.Examples.Metadata;

/// <summary>TLM1003, <see cref="MappedTwice"/>.</summary>
public class MappedTwiceExample : RuleExample<MappedTwice>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute<TenantMetadata>] () => LlmTrace.Current!.Metadata<TenantMetadata>()?.TenantId);
        app.Run();

        [GatewayMetadata]
        public sealed partial record TenantMetadata
        {
            [MetadataKey("tenant_id", Tag = "app.tenant.id")] public string? TenantId { get; init; }
            [{|TLM1003:MetadataKey("region", Tag = "app.tenant.id")|}] public string? Region { get; init; }
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute<TenantMetadata>] () => LlmTrace.Current!.Metadata<TenantMetadata>()?.TenantId);
        app.Run();

        [GatewayMetadata]
        public sealed partial record TenantMetadata
        {
            [MetadataKey("tenant_id", Tag = "app.tenant.id")] public string? TenantId { get; init; }
            [MetadataKey("region", Tag = "app.tenant.region")] public string? Region { get; init; }
        }
        """;
}
