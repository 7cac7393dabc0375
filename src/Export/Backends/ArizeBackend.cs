namespace TracedLlm.Export.Backends;

/// <summary>Arize AX. https://arize.com/docs/ax</summary>
internal static class ArizeBackend
{
    private const string GrpcEndpoint = "ARIZE_ENDPOINT";

    private static readonly BackendSetting SpaceId = new("ARIZE_SPACE_ID", "ARIZE_SPACE_KEY")
    {
        TenantNames = ["arize_space_id", "arize_space_key"],
        IsRequired = true,
        IsCredential = true,
    };

    private static readonly BackendSetting ApiKey = new("ARIZE_API_KEY")
    {
        TenantNames = ["arize_api_key"],
        IsRequired = true,
        IsCredential = true,
    };

    private static readonly BackendSetting Endpoint = new(GrpcEndpoint, "ARIZE_HTTP_ENDPOINT");

    private static readonly BackendSetting Project = new("ARIZE_PROJECT_NAME") { TenantNames = ["arize_project_name"] };

    public static readonly BackendFacts Facts = new()
    {
        Names = ["arize"],
        Service = "Arize",
        Settings = [SpaceId, ApiKey, Endpoint, Project],
        Missing = "ARIZE_SPACE_ID and ARIZE_API_KEY must be set",
        OwnDomain = "arize.com",
        Address = AddressOf,
        Headers = static (values, _) =>
        [
            BackendHeader.Secret("arize-space-id", values.HeaderValue(SpaceId)!),
            BackendHeader.Secret("api_key", values.HeaderValue(ApiKey)!),
        ],
        Resource = static values => values[Project] is { } project ? [new("openinference.project.name", project)] : [],
        View = PhoenixBackend.ChooseView,
    };

    // The name of the variable decides the protocol: ARIZE_ENDPOINT is for gRPC, although it may have a path.
    private static BackendAddress AddressOf(BackendValues values) => values.Find(Endpoint, out var source) switch
    {
        null => new(new Uri("https://otlp.arize.com"), OtlpProtocol.Grpc, null),
        { } text when GrpcEndpoint.Equals(source, StringComparison.OrdinalIgnoreCase) =>
            new(BackendAddresses.Authority(BackendAddresses.Parse(text, source, "https")), OtlpProtocol.Grpc, source),
        { } text => new(BackendAddresses.Complete(BackendAddresses.Parse(text, source, "https")), OtlpProtocol.HttpProtobuf, source),
    };
}
