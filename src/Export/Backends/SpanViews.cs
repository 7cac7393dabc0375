namespace TracedLlm.Export;

/// <summary>The views, each once: they have no state.</summary>
internal static class SpanViews
{
    private static readonly SemanticConventionsView SemanticConventions = new();
    private static readonly LiteLlmView LiteLlm = new();
    private static readonly LangSmithView LangSmithAlone = new();
    private static readonly LangSmithView LangSmithWithParents = new(keepsParent: true);

    public static SpanView Langfuse { get; } = new LangfuseView();

    public static SpanView OpenInference { get; } = new OpenInferenceView();

    /// <summary>LangSmith's view, with the callers' spans as parents or without.</summary>
    public static SpanView LangSmith(TracedLlmExportOptions options) => options.LangSmithKeepsParent ? LangSmithWithParents : LangSmithAlone;

    /// <summary>The view that an operator has chosen for <c>otlp</c>.</summary>
    public static SpanView Otlp(TracedLlmExportOptions options) => options.OtlpView switch
    {
        OtlpView.SemanticConventions => SemanticConventions,
        OtlpView.LiteLlm => LiteLlm,
        OtlpView.Langfuse => Langfuse,
        OtlpView.OpenInference => OpenInference,
        OtlpView.LangSmith => LangSmith(options),
        var other => throw new InvalidOperationException($"TracedLlm:OtlpView is '{other}'; allowed are {string.Join(", ", Enum.GetNames<OtlpView>())}."),
    };
}
