using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TracedLlm.Export.Otlp;

/// <summary>
/// A frozen table by attribute name. Its hash uses three characters and the length, which differ for nearly all names, so
/// that one comparison finds a name, mostly a comparison of references.
/// </summary>
internal sealed class NameTable<TRow>
    where TRow : class
{
    private readonly (string? Name, TRow? Row)[] _slots;
    private readonly uint _mask;

    public NameTable(IEnumerable<KeyValuePair<string, TRow>> rows)
    {
        KeyValuePair<string, TRow>[] all = [.. rows];
        _slots = new (string?, TRow?)[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(all.Length * 4, 16))];
        _mask = (uint)_slots.Length - 1;
        foreach (var (name, row) in all)
        {
            var slot = Hash(name) & _mask;
            while (_slots[slot].Name is { } other)
            {
                if (other == name)
                {
                    throw new ArgumentException($"The attribute '{name}' is in the table twice.", nameof(rows));
                }

                slot = (slot + 1) & _mask;
            }

            // The names of spans are mostly literals, which are interned.
            _slots[slot] = (string.Intern(name), row);
        }
    }

    /// <summary>The rows, in no order.</summary>
    public IEnumerable<KeyValuePair<string, TRow>> Rows =>
        _slots.Where(slot => slot.Name is not null).Select(slot => KeyValuePair.Create(slot.Name!, slot.Row!));

    /// <summary>The row of <paramref name="name"/>.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out TRow? row)
    {
        for (var slot = Hash(name) & _mask; _slots[slot].Name is { } other; slot = (slot + 1) & _mask)
        {
            if (ReferenceEquals(other, name) || string.Equals(other, name))
            {
                row = _slots[slot].Row!;
                return true;
            }
        }

        row = null;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(string name)
    {
        var length = (uint)name.Length;
        if (length == 0)
        {
            return 0;
        }

        uint last = name[(int)length - 1], middle = name[(int)(length / 2)], nearLast = name[(int)(length * 3 / 4)];
        return ((length * 0x9E3779B1) ^ (last * 0x85EBCA6B) ^ (middle * 0xC2B2AE35) ^ (nearLast * 0x27D4EB2F)) >> 12;
    }
}
