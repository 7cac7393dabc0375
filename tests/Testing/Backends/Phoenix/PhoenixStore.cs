using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>Stores spans as Phoenix does: each id once, each trace in its first project.</summary>
internal sealed class PhoenixStore
{
    private const string DefaultProject = "default";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PhoenixSpan> _spans = [];
    private readonly Dictionary<string, string> _projectOfTrace = [];

    public int Ignored { get; private set; }

    public void Add(IReadOnlyList<ReceivedSpan> spans, string projectHeader)
    {
        lock (_gate)
        {
            foreach (var span in spans)
            {
                // Phoenix drops spans that it cannot decode in the background, long after the answer.
                if (span.TraceId.Length == 0 || span.SpanId.Length == 0)
                {
                    continue;
                }

                if (!_spans.TryAdd(span.SpanId, PhoenixSpan.FromSpan(span)))
                {
                    Ignored++;
                    continue;
                }

                _projectOfTrace.TryAdd(span.TraceId, ProjectOf(span, projectHeader));
            }
        }
    }

    public IReadOnlyDictionary<string, PhoenixProject> Projects()
    {
        lock (_gate)
        {
            return _spans.Values
                .GroupBy(span => span.TraceId)
                .GroupBy(trace => _projectOfTrace[trace.Key], trace => new PhoenixTrace(trace.Key, [.. trace]))
                .ToDictionary(project => project.Key, project => new PhoenixProject(project.Key, [.. project]));
        }
    }

    private static string ProjectOf(ReceivedSpan span, string header) => header.Length > 0
        ? header
        : span.Resource["openinference.project.name"] as string is { Length: > 0 } name ? name : DefaultProject;
}
