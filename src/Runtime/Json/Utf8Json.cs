using System.Text;

namespace TracedLlm;

/// <summary>
/// A JSON value as it stands in a request or response, in UTF-8: an object, an array, a string with its quotes, a number or a
/// boolean. A <see cref="PayloadFieldAttribute"/> property of this type gets the value unchanged.
/// </summary>
/// <remarks>
/// A value that was read from a <see cref="ReadOnlyMemory{T}"/> refers to that memory, and is valid only as long as the memory is.
/// Brackets and quotes of the value are balanced; nothing else about it is validated. <see langword="default"/> is the absent
/// value; JSON's <c>null</c> is also read as absent.
/// </remarks>
/// <param name="memory">The value's bytes.</param>
public readonly struct Utf8Json(ReadOnlyMemory<byte> memory) : IEquatable<Utf8Json>
{
    /// <summary>The value's bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; } = memory;

    /// <inheritdoc cref="Memory"/>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Whether the value is absent.</summary>
    public bool IsEmpty => Memory.IsEmpty;

    /// <summary>The number of elements of the array; 0 if the value is not an array.</summary>
    public int CountElements()
    {
        var cursor = new Utf8JsonCursor(Span);
        var count = 0;
        if (cursor.EnterArray())
        {
            while (cursor.NextElement())
            {
                cursor.Skip();
                count++;
            }
        }

        return count;
    }

    /// <summary>The JSON text of the value; empty if the value is absent. Invalid UTF-8 becomes U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>Whether both values have the same bytes.</summary>
    public bool Equals(Utf8Json other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Utf8Json other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc cref="Equals(Utf8Json)"/>
    public static bool operator ==(Utf8Json left, Utf8Json right) => left.Equals(right);

    /// <summary>Whether the values have different bytes.</summary>
    public static bool operator !=(Utf8Json left, Utf8Json right) => !left.Equals(right);
}
