using System.Diagnostics;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A request for whose parts there is no memory when the test says so.</summary>
/// <param name="root">Its root.</param>
internal sealed class ForgetfulRequest(Activity root) : IExportedRequest
{
    private object? _state;

    /// <summary>Whether its attributes cannot be read.</summary>
    public bool Fails { get; set; }

    /// <summary>The name of the spans whose content cannot be removed.</summary>
    public string? Unremovable { get; set; }

    public Activity Root => root;

    public EverySpanTags EverySpan => Fails ? throw new InsufficientMemoryException() : EverySpanTags.None;

    public Func<Activity?> GetLlmRequest { get; } = static () => null;

    public string? RouteTemplate => null;

    public double? RouteSamplingRatio => null;

    public ParentSource ParentSource => ParentSource.None;

    public bool IsFlagFollowed => false;

    public bool IsAuthenticating => false;

    public bool IsCallerPending => false;

    public SeparateTrace? SeparateTrace => null;

    public IReadOnlyDictionary<string, string> KeptFields { get; } = new Dictionary<string, string>();

    public RequestResult? Result => null;

    public double? Cost => null;

    public double? StatedSamplingRatio => null;

    public bool IsSampledOut { get; set; }

    public bool IsKeptFromOperator { get; set; }

    public ref object? ExportState => ref _state;

    public SeparateTrace? DecideTrace() => null;

    public void RemoveWithheld(Activity activity)
    {
        if (activity.OperationName == Unremovable)
        {
            throw new InsufficientMemoryException();
        }
    }

    public string RemoveSecrets(string text) => text;

    public string? RemoveQuotedContent(string text) => text;
}
