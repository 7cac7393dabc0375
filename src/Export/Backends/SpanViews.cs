namespace TracedLlm.Export;

/// <summary>The views, each once: they have no state.</summary>
internal static class SpanViews
{
    public static SpanView Langfuse { get; } = new SemanticConventionsView();

    public static SpanView OpenInference { get; } = new SemanticConventionsView();

    public static SpanView LangSmith { get; } = new SemanticConventionsView();

    public static SpanView LangSmithWithParent { get; } = new SemanticConventionsView();

    public static SpanView LiteLlm { get; } = new SemanticConventionsView();

    public static SpanView SemanticConventions { get; } = new SemanticConventionsView();

    /// <summary>The view that an operator has chosen.</summary>
    public static SpanView Of(OtlpView view) => view switch
    {
        OtlpView.SemanticConventions => SemanticConventions,
        OtlpView.LiteLlm => LiteLlm,
        OtlpView.Langfuse => Langfuse,
        OtlpView.OpenInference => OpenInference,
        OtlpView.LangSmith => LangSmith,
        _ => throw new InvalidOperationException($"TracedLlm:OtlpView is '{view}'; allowed are {string.Join(", ", Enum.GetNames<OtlpView>())}."),
    };
}
