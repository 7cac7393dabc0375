using System.Globalization;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.OpenInference;

namespace TracedLlm.Export.Backends;

/// <summary>Arize Phoenix, in the cloud or self-hosted. https://arize.com/docs/phoenix</summary>
internal static class PhoenixBackend
{
    private const string HttpEndpoint = "PHOENIX_COLLECTOR_HTTP_ENDPOINT";
    private const string CloudHost = "app.phoenix.arize.com";
    private const int DefaultGrpcPort = 4317;

    private static readonly SpanView View = new OpenInferenceView();
    private static readonly SpanView ViewWithoutUsage = new OpenInferenceView { Settings = new() { LeavesUsageToClient = true } };

    private static readonly BackendSetting ApiKey = new("PHOENIX_API_KEY") { TenantNames = ["phoenix_api_key"], IsCredential = true };

    private static readonly BackendSetting Endpoint = new(HttpEndpoint, "PHOENIX_COLLECTOR_ENDPOINT")
    {
        TenantNames = ["phoenix_collector_http_endpoint", "phoenix_collector_endpoint"],
        Default = "http://localhost:6006",
    };

    private static readonly BackendSetting Project = new("PHOENIX_PROJECT", "PHOENIX_PROJECT_NAME")
    {
        TenantNames = ["phoenix_project", "phoenix_project_name"],
        Default = "default",
    };

    // The server's own variable for the port on which it speaks gRPC.
    private static readonly BackendSetting GrpcPort = new("PHOENIX_GRPC_PORT");

    private static readonly BackendSetting ClientHeaders = new("PHOENIX_CLIENT_HEADERS") { IsCredential = true };

    public static readonly BackendFacts Facts = new()
    {
        Names = ["arize_phoenix"],
        Service = "Phoenix",
        Settings = [ApiKey, Endpoint, Project, ClientHeaders, GrpcPort],
        Missing = $"PHOENIX_API_KEY must be set when using Phoenix Cloud ({CloudHost}).",
        Address = AddressOf,
        Headers = HeadersOf,
        Resource = static values => [new("openinference.project.name", values[Project]!)],
        OwnDomain = "arize.com",
        TenantAddress = "phoenix_collector_endpoint",

        // Phoenix puts spans into the project that they name; a key does not choose it.
        SeparatesAnywhere = static tenant => Array.Exists(Project.TenantNames, name => tenant[name] is not null),
        Gzip = static (_, protocol) => protocol == OtlpProtocol.HttpProtobuf,
        View = ChooseView,
    };

    /// <summary>The view, with the usage of requests in a caller's trace or without.</summary>
    public static SpanView ChooseView(TracedLlmExportOptions options) => options.LeavesUsageToClient ? ViewWithoutUsage : View;

    private static BackendAddress AddressOf(BackendValues values)
    {
        var text = values.Find(Endpoint, out var source)!;
        var isHttpOnly = HttpEndpoint.Equals(source, StringComparison.OrdinalIgnoreCase);
        if (!isHttpOnly && text.StartsWith("grpc://", StringComparison.OrdinalIgnoreCase))
        {
            text = $"http://{text["grpc://".Length..]}";
            return new(BackendAddresses.Authority(BackendAddresses.Parse(text, source)), OtlpProtocol.Grpc, source);
        }

        var uri = BackendAddresses.Parse(text, source);
        return !isHttpOnly && uri.Port == GrpcPortOf(values) && !uri.AbsolutePath.Contains($"/{BackendAddresses.TracesPath}", StringComparison.Ordinal)
            ? new(BackendAddresses.Authority(uri), OtlpProtocol.Grpc, source)
            : new(BackendAddresses.Complete(uri), OtlpProtocol.HttpProtobuf, source);
    }

    private static int GrpcPortOf(BackendValues values) => values.Find(GrpcPort, out var source) is not { } text ? DefaultGrpcPort
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port
        : throw BackendValues.Refused(source, text, "port numbers from 1 to 65535");

    private static List<BackendHeader> HeadersOf(BackendValues values, BackendAddress address)
    {
        // A tenant's project at the operator's Phoenix uses the operator's key. No other host gets that key.
        var owner = AddressOf(values.Operator).Uri == address.Uri && values[ApiKey] is null ? values.Operator : values;
        List<BackendHeader> headers = [];
        if (values[Project] is { } project && BackendHeaders.IsValue(project))
        {
            // The resource has the project too, also a name that a header cannot carry.
            headers.Add(BackendHeader.Plain("x-project-name", project));
        }

        if (owner.HeaderValue(ApiKey) is { } key)
        {
            headers.Add(new("authorization", $"Bearer {key}", $"Bearer <{BackendHeader.Hidden}>"));
        }

        foreach (var header in owner.Headers(ClientHeaders))
        {
            headers.RemoveAll(other => other.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase));
            headers.Add(header);
        }

        return address.Uri.Host != CloudHost || headers.Exists(static header => header.Name.Equals("authorization", StringComparison.OrdinalIgnoreCase))
            ? headers
            : throw new MissingSettingException(Facts.Missing);
    }
}
