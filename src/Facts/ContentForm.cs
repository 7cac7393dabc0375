namespace TracedLlm.Facts;

/// <summary>The form of an attribute with content.</summary>
internal enum ContentForm
{
    /// <summary>A JSON document that the library writes, as a string.</summary>
    Json,

    /// <summary>A text as it was sent, which can be JSON too.</summary>
    Text,
}
