namespace TracedLlm.Facts;

/// <summary>What the value of a metadata key is.</summary>
internal enum MetadataValueKind
{
    /// <summary>A text; a number is taken as it is written.</summary>
    Text,

    /// <summary>Texts: an array, an array serialised as a string, or a list separated by commas.</summary>
    Texts,

    /// <summary>A truth value; <c>"true"</c>, <c>"false"</c>, 0 and 1 count as such.</summary>
    Flag,

    /// <summary>A whole number; one in a string counts as such.</summary>
    WholeNumber,

    /// <summary>An object or array, or either serialised as a string.</summary>
    Json,

    /// <summary>A prompt of Langfuse: an object with name and version, or that serialised as a string.</summary>
    Prompt,

    /// <summary>A trace id; see <c>ExplicitId</c>.</summary>
    TraceId,

    /// <summary>A span id; see <c>ExplicitId</c>.</summary>
    SpanId,

    /// <summary>Whatever it is, it is not read.</summary>
    Unread,
}
