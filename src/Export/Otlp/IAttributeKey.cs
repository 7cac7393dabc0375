namespace TracedLlm.Export.Otlp;

/// <summary>The key of an attribute on its way into a <see cref="ShortAttribute"/>.</summary>
internal interface IAttributeKey
{
    /// <summary>How many bytes the field <c>key</c> has, with tag and length, if it is ASCII.</summary>
    int Length { get; }

    /// <summary>Writes the field; <see langword="false"/> if it is not ASCII. Up to 31 bytes behind it are written over.</summary>
    /// <param name="at">Where to.</param>
    bool TryCopyTo(ref byte at);
}
