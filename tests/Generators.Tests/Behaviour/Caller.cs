using System.Diagnostics;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>Code that calls traced methods outside a request, under a span of its own.</summary>
internal sealed class Caller : IDisposable
{
    private readonly RecordedActivities _recorded = new([TracedLlmTelemetry.SourceName, TracedSample.Source.Name]);

    public Caller() => Span = TracedSample.Source.StartActivity("caller")!;

    public Activity Span { get; }

    /// <summary>What has ended so far: names, statuses and the attributes that the methods declare.</summary>
    public string Ended => SpanTree.Print(_recorded.Spans, SpanTreeFormat.Only("app.", "error.", "litellm.guardrail.status", "litellm.guardrail.action") with { ShowEvents = false });

    /// <summary>Ends the caller's span too.</summary>
    public string End()
    {
        Span.Stop();
        return Ended;
    }

    public void Dispose()
    {
        Span.Stop();
        _recorded.Dispose();
    }
}
