namespace TracedLlm.Json;

/// <summary>64 bytes of JSON; bit n of each mask says whether byte n is the character asked for.</summary>
internal interface IJsonBlock<TSelf>
    where TSelf : struct, IJsonBlock<TSelf>
{
    static abstract TSelf Load(ref byte start);

    ulong Quotes { get; }

    ulong Backslashes { get; }

    /// <summary><c>{</c> and <c>[</c>, which differ in bit 5 alone.</summary>
    ulong Opening { get; }

    /// <summary><c>}</c> and <c>]</c>, which differ in bit 5 alone.</summary>
    ulong Closing { get; }
}
