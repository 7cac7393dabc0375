namespace TracedLlm.Export.Views.Facts;

/// <summary>The vocabulary that an attribute's name belongs to.</summary>
internal enum AttributeFamily
{
    /// <summary>An application's own, or a convention that every backend keeps as metadata.</summary>
    Own,

    /// <summary>OpenTelemetry's GenAI conventions.</summary>
    GenAi,

    /// <summary>The canonical names beside them.</summary>
    LiteLlm,

    /// <summary>Langfuse.</summary>
    Langfuse,

    /// <summary>OpenInference.</summary>
    OpenInference,

    /// <summary>LangSmith.</summary>
    LangSmith,
}
