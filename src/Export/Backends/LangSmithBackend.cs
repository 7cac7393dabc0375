using System.Collections.Concurrent;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.LangSmith;

namespace TracedLlm.Export.Backends;

/// <summary>LangSmith's endpoint for OTLP. https://docs.langchain.com/langsmith/trace-with-opentelemetry</summary>
internal static class LangSmithBackend
{
    // Exports with the same settings share a view, so that a span is encoded once for them.
    private static readonly ConcurrentDictionary<ViewSettings, SpanView> Views = new();

    private static readonly BackendSetting ApiKey = new("LANGSMITH_API_KEY")
    {
        TenantNames = ["langsmith_api_key"],
        IsRequired = true,
        IsCredential = true,
    };

    private static readonly BackendSetting Endpoint = new("LANGSMITH_BASE_URL", "LANGSMITH_ENDPOINT")
    {
        TenantNames = ["langsmith_base_url"],
        Default = "https://api.smith.langchain.com",
    };

    private static readonly BackendSetting Project = new("LANGSMITH_PROJECT")
    {
        TenantNames = ["langsmith_project"],
        Default = "litellm-completion",
    };

    // A workspace belongs to a key.
    private static readonly BackendSetting Workspace = new("LANGSMITH_TENANT_ID", "LANGSMITH_WORKSPACE_ID")
    {
        TenantNames = ["langsmith_tenant_id"],
        IsCredential = true,
    };

    private static readonly BackendSetting SamplingRate =
        new("LANGSMITH_SAMPLING_RATE", "LANGSMITH_TRACING_SAMPLING_RATE", "LANGCHAIN_TRACING_SAMPLING_RATE")
        {
            TenantNames = ["langsmith_sampling_rate"],
            TunesOperators = true,
        };

    public static readonly BackendFacts Facts = new()
    {
        Names = ["langsmith"],
        Service = "LangSmith",
        Settings = [ApiKey, Endpoint, Project, Workspace, SamplingRate],
        Missing = "LANGSMITH_API_KEY must be set",
        OwnDomain = "langchain.com",
        TenantAddress = Endpoint.TenantNames[0],
        Address = static values => new(
            BackendAddresses.Complete(BackendAddresses.Parse(values.Find(Endpoint, out var source)!, source, "https"), "otel/v1/traces"),
            OtlpProtocol.HttpProtobuf,
            source),
        Headers = HeadersOf,
        SamplingRate = static values => values.Fraction(SamplingRate),
        View = ChooseView,
    };

    /// <summary>The view with the settings of the options.</summary>
    public static SpanView ChooseView(TracedLlmExportOptions options) => Views.GetOrAdd(
        new ViewSettings
        {
            TraceNames = options.TraceNames,
            KeepsParent = options.LangSmithKeepsParent,
            LeavesUsageToClient = options.LeavesUsageToClient,
        },
        static settings => new LangSmithView(settings.KeepsParent) { Settings = settings });

    private static IEnumerable<BackendHeader> HeadersOf(BackendValues values, BackendAddress address)
    {
        yield return BackendHeader.Secret("x-api-key", values.HeaderValue(ApiKey)!);
        yield return BackendHeader.Plain("Langsmith-Project", values.HeaderValue(Project)!);
        if (values.HeaderValue(Workspace) is { } workspace)
        {
            yield return BackendHeader.Plain("X-Tenant-Id", workspace);
        }
    }
}
