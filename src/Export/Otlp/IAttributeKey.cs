namespace TracedLlm.Export.Otlp;

/// <summary>A key that a <see cref="ShortAttribute"/> writes.</summary>
internal interface IAttributeKey
{
    /// <summary>How many bytes the field <c>key</c> has, with tag and length, if it is ASCII.</summary>
    int Length { get; }

    /// <summary>Writes the field; <see langword="false"/> if it is not ASCII. It may overwrite up to 31 bytes after the field.</summary>
    /// <param name="at">The place of the first byte.</param>
    bool TryCopyTo(ref byte at);
}
