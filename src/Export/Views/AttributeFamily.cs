namespace TracedLlm.Export;

/// <summary>Whose vocabulary an attribute's name is from.</summary>
internal enum AttributeFamily
{
    /// <summary>An application's, or a convention that every backend keeps as metadata.</summary>
    Own,

    /// <summary>OpenTelemetry's GenAI conventions.</summary>
    GenAi,

    /// <summary>The canonical names beside them.</summary>
    LiteLlm,

    /// <summary>Langfuse's.</summary>
    Langfuse,

    /// <summary>OpenInference's.</summary>
    OpenInference,

    /// <summary>LangSmith's.</summary>
    LangSmith,
}
