using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TracedLlm.Export.Otlp;

/// <summary>The key of an attribute as it is sent: the field <c>key</c> of <c>KeyValue</c> with tag and length.</summary>
internal sealed class OtlpKey
{
    private const nuint Block = 16;

    // Padded to whole blocks, so that the last block is copied like the others.
    private readonly byte[] _blocks;
    private readonly int _length;

    /// <param name="name">The attribute's name.</param>
    public OtlpKey(string name)
    {
        Name = name;
        using var buffer = new OtlpBuffer(256);
        buffer.Text(0x0A, name);
        _length = buffer.Length;
        _blocks = new byte[Math.Max(2, (_length + (int)Block - 1) / (int)Block) * (int)Block];
        buffer.Written.CopyTo(_blocks);
    }

    /// <summary>The attribute's name.</summary>
    public string Name { get; }

    /// <summary>The field.</summary>
    public ReadOnlySpan<byte> Field => _blocks.AsSpan(0, _length);

    /// <summary>How many bytes the field has.</summary>
    public int Length => _length;

    /// <summary>Writes the field, and up to 31 bytes after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(ref byte at)
    {
        ref var blocks = ref MemoryMarshal.GetArrayDataReference(_blocks);
        Vector128.LoadUnsafe(ref blocks).StoreUnsafe(ref at);
        Vector128.LoadUnsafe(ref blocks, Block).StoreUnsafe(ref at, Block);

        // Most names are not longer.
        for (var index = 2 * Block; index < (nuint)_length; index += Block)
        {
            Vector128.LoadUnsafe(ref blocks, index).StoreUnsafe(ref at, index);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
