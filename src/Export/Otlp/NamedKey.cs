using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TracedLlm.Export.Otlp;

/// <summary>A key of two pieces: a prefix that is encoded already, and a name that is encoded now.</summary>
internal readonly ref struct NamedKey(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> name) : IAttributeKey
{
    private readonly ReadOnlySpan<byte> _prefix = prefix;
    private readonly ReadOnlySpan<char> _name = name;

    public int Length => 2 + _prefix.Length + _name.Length;

    public bool TryCopyTo(ref byte at)
    {
        at = 0x0A;
        Unsafe.Add(ref at, 1) = (byte)(_prefix.Length + _name.Length);
        _prefix.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 2), _prefix.Length));
        return AsciiText.TryWrite(_name, ref Unsafe.Add(ref at, 2 + _prefix.Length));
    }
}
