namespace TracedLlm.Facts;

/// <summary>The type of a metadata key's value.</summary>
internal enum MetadataValueKind
{
    /// <summary>A text. The library takes a number as it is written.</summary>
    Text,

    /// <summary>A list of texts: an array, a string that contains an array as JSON, or a list separated by commas.</summary>
    Texts,

    /// <summary>A boolean. The library also accepts <c>"true"</c>, <c>"false"</c>, 0 and 1.</summary>
    Flag,

    /// <summary>A whole number, or a string that contains one.</summary>
    WholeNumber,

    /// <summary>An object or array, or a string that contains one as JSON.</summary>
    Json,

    /// <summary>A Langfuse prompt: an object with name and version, or a string that contains one as JSON.</summary>
    Prompt,

    /// <summary>A trace id; see <c>ExplicitId</c>.</summary>
    TraceId,

    /// <summary>A span id; see <c>ExplicitId</c>.</summary>
    SpanId,

    /// <summary>A value that the library does not read.</summary>
    Unread,
}
