namespace ChatGateway.Endpoints;

/// <summary>What teams say of their calls.</summary>
[GatewayMetadata]
internal sealed partial record TeamMetadata
{
    [MetadataKey("project", Tag = "app.project")]
    public string? Project { get; init; }

    [MetadataKey("experiment", Tag = "app.experiment")]
    public string? Experiment { get; init; }
}
