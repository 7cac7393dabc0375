using TracedLlm.Export.Backends;
using TracedLlm.Export.Views;
using TracedLlm.Viewer.Views;

namespace TracedLlm.Viewer.Details;

/// <summary>Finds the pages of a trace at the operator's backends, as far as their addresses say where the pages are.</summary>
internal static class BackendLinks
{
    // The part of the address that spans are sent to, behind which the backend's own pages do not lie, and the address of a trace.
    private static readonly (string Service, string Ingestion, string Page)[] Pages =
    [
        // https://langfuse.com/docs/observability/features/url
        ("Langfuse", "/api/public/otel", "/trace/"),

        // https://arize.com/docs/phoenix: the redirect finds the project of the trace.
        ("Phoenix", "/v1/traces", "/redirects/traces/"),
    ];

    /// <summary>The pages of the trace that a span belongs to, at the backends that it goes to.</summary>
    public static IEnumerable<BackendLink> Find(BackendSelection selection, EndedSpan span, string traceId)
    {
        foreach (var (service, ingestion, page) in Pages)
        {
            foreach (var backend in selection.Backends)
            {
                // The port of gRPC has no pages.
                if (backend is { Endpoint: { Protocol: OtlpProtocol.HttpProtobuf } endpoint }
                    && ServiceOf(backend) == service
                    && endpoint.Address.AbsolutePath.IndexOf(ingestion, StringComparison.Ordinal) is >= 0 and var end
                    && ViewTable.GoesTo(endpoint, span))
                {
                    yield return new(service, $"{endpoint.Address.GetLeftPart(UriPartial.Authority)}{endpoint.Address.AbsolutePath[..end]}{page}{traceId}");
                }
            }
        }
    }

    // The callback `otel` may send to Langfuse, too.
    private static string ServiceOf(ConfiguredBackend backend) => LangfuseBackend.IsAt(backend.Address.Uri) ? "Langfuse" : backend.Facts.Service;
}
