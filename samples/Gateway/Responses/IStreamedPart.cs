using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>One line or frame of a complete streamed response.</summary>
internal interface IStreamedPart
{
    /// <summary>Which text <see cref="Text"/> continues.</summary>
    string Index { get; }

    /// <summary>The text; <see langword="null"/> if the part has no text.</summary>
    string? Text { get; }

    /// <summary>The JSON of the part; undefined if it has none.</summary>
    JsonElement Json { get; }

    /// <summary>The bytes as the provider sent them.</summary>
    byte[] Bytes { get; }

    /// <summary>The bytes with another text.</summary>
    byte[] WithText(string text, WireFormat format);
}
