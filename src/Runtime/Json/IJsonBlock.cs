namespace TracedLlm.Json;

/// <summary>64 bytes of JSON. Bit n of each mask is 1 if byte n is one of the mask's characters.</summary>
internal interface IJsonBlock<TSelf>
    where TSelf : struct, IJsonBlock<TSelf>
{
    static abstract TSelf Load(ref byte start);

    ulong Quotes { get; }

    ulong Backslashes { get; }

    /// <summary><c>{</c> and <c>[</c>, which differ only in bit 5.</summary>
    ulong Opening { get; }

    /// <summary><c>}</c> and <c>]</c>, which differ only in bit 5.</summary>
    ulong Closing { get; }
}
