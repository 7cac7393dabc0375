using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Export;

/// <summary>The key of an attribute as it is sent: the field <c>key</c> of <c>KeyValue</c> with tag and length.</summary>
internal sealed class OtlpKey
{
    // As many bytes as blocks take, so that no end needs care.
    private readonly byte[] _blocks;
    private readonly int _length;

    /// <param name="name">The attribute's name.</param>
    public OtlpKey(string name)
    {
        Name = name;
        using var buffer = new OtlpBuffer(256);
        buffer.Text(0x0A, name);
        _length = buffer.Length;
        _blocks = new byte[(_length + Vector128<byte>.Count - 1) / Vector128<byte>.Count * Vector128<byte>.Count];
        buffer.Written.CopyTo(_blocks);
    }

    /// <summary>The attribute's name.</summary>
    public string Name { get; }

    /// <summary>The field.</summary>
    public ReadOnlySpan<byte> Field => _blocks.AsSpan(0, _length);

    /// <summary>How many bytes the field has.</summary>
    public int Length => _length;

    /// <summary>Writes the field, and up to 15 bytes more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(ref byte at)
    {
        ref var blocks = ref MemoryMarshal.GetArrayDataReference(_blocks);
        nuint index = 0;
        do
        {
            Vector128.LoadUnsafe(ref blocks, index).StoreUnsafe(ref at, index);
            index += (nuint)Vector128<byte>.Count;
        }
        while (index < (nuint)_length);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
