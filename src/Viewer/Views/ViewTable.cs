using TracedLlm.Export;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Viewer.Views;

/// <summary>The views of every span: the canonical one, those of the backends, and each other one that the operator has chosen.</summary>
internal sealed class ViewTable
{
    /// <summary>The name of the view with the canonical attributes.</summary>
    public const string CanonicalName = "canonical";

    /// <summary>The canonical attributes, uncut.</summary>
    public static readonly SpanView Canonical = new SemanticConventionsView();

    public ViewTable(TracedLlmExportOptions options, BackendSelection selection)
    {
        var chosen = selection.Endpoints.ToLookup(static endpoint => endpoint.View);
        List<ViewOfBackend> views = [];
        foreach (var view in new[] { Canonical, LangfuseBackend.ChooseView(options), PhoenixBackend.ChooseView(options), LangSmithBackend.ChooseView(options) })
        {
            var same = chosen.FirstOrDefault(endpoints => NameOf(endpoints.Key) == NameOf(view));
            views.Add(new(NameOf(view), same?.Key ?? view, [.. same ?? Enumerable.Empty<BackendEndpoint>()]));
        }

        foreach (var other in chosen.Where(endpoints => !views.Exists(view => view.View == endpoints.Key)))
        {
            var name = NameOf(other.Key);
            views.Add(new(views.Exists(view => view.Name == name) ? $"{name} ({other.First().Backend})" : name, other.Key, [.. other]));
        }

        All = views;
    }

    public IReadOnlyList<ViewOfBackend> All { get; }

    /// <summary>Whether a span goes to a backend of the operator in a view.</summary>
    public static bool IsSent(ViewOfBackend view, in EndedSpan span)
    {
        foreach (var endpoint in view.Endpoints)
        {
            if (GoesTo(endpoint, span) && endpoint.View.Shows(span.Activity, span.Request))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the trace of a span goes to an endpoint of the operator. A tenant's destinations may replace it.</summary>
    public static bool GoesTo(BackendEndpoint endpoint, in EndedSpan span) =>
        span.Sampling.Includes(SamplingThreshold.FromRatio(endpoint.SamplingRate))
        && span.Request?.Endpoints.Contains(endpoint.Identity, StringComparer.Ordinal) != false;

    // The scope of Langfuse's rows and the parents of LangSmith's roots are settings of one view.
    private static string NameOf(SpanView view) => view switch
    {
        SemanticConventionsView => CanonicalName,
        LangfuseView => "langfuse",
        LangSmithView => "langsmith",
        _ => view.Name,
    };
}
