using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.LiteLlmOtel;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Export.Tests.Views;

/// <summary>A request that a gateway of ours has traced, to be seen in any view.</summary>
/// <param name="Activities">Its spans.</param>
/// <param name="Request">What all of them are encoded by.</param>
internal sealed record ViewedRequest(IReadOnlyList<Activity> Activities, RequestSnapshot Request)
{
    /// <summary>All views there are.</summary>
    public static IReadOnlyList<SpanView> Views { get; } =
        [new SemanticConventionsView(), new LangfuseView(), new OpenInferenceView(), new LangSmithView(), new LiteLlmView()];

    private static readonly SpanTreeFormat Format = new()
    {
        AttributesOnLines = true,
        Scrubbers = [.. Scrubbers.Default, Instants, TimeToFirstChunk],
        KnownIds = new Dictionary<string, string> { [ViewGateway.CallerSpan] = "the caller" },
    };

    public static SpanView ViewOf(string name) => Views.Single(view => view.Name == name);

    /// <summary>The spans as a backend with that view receives them.</summary>
    public IReadOnlyList<ReceivedSpan> ReceiveSpans(SpanView view)
    {
        using var buffer = new OtlpBuffer(16);
        foreach (var activity in Activities)
        {
            view.Write(new EndedSpan(activity, Request), buffer);
        }

        return EncodedSpan.Decode(buffer.Written.Span);
    }

    /// <summary>The tree that a backend with that view receives.</summary>
    public string Print(SpanView view) => SpanTree.Print(ReceiveSpans(view), Format);

    /// <summary>The one span that was started by that name, in that view.</summary>
    public ReceivedSpan Span(SpanView view, string name)
    {
        var activity = Activities.Single(activity => activity.OperationName == name);
        return EncodedSpan.FromActivity(view, activity, Request);
    }

    private static string Instants(string key, string value) =>
        key.EndsWith("completion_start_time", StringComparison.Ordinal) ? "<instant>" : value;

    // As a member of a JSON text.
    private static string TimeToFirstChunk(string key, string value) => key == "metadata"
        ? System.Text.RegularExpressions.Regex.Replace(value, """(time_[a-z_.]+|duration_ms|duration)\\":[0-9.E-]+""", "$1\\\":<duration>")
        : value;
}
