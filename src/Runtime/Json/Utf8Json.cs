using System.Text;

namespace TracedLlm;

/// <summary>
/// A JSON value as it stands in a request or response, still UTF-8: an object, an array, a string with its quotes, a number
/// or a boolean. What a <see cref="PayloadFieldAttribute"/> of this type reads.
/// </summary>
/// <remarks>
/// Where it was read from <see cref="ReadOnlyMemory{T}"/> it refers to that memory and is valid no longer than it. Brackets
/// and quotes are balanced; more of it is not checked. <see langword="default"/> is the absent value, and so is JSON's
/// <c>null</c>.
/// </remarks>
/// <param name="memory">The value's bytes.</param>
public readonly struct Utf8Json(ReadOnlyMemory<byte> memory) : IEquatable<Utf8Json>
{
    /// <summary>The value's bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; } = memory;

    /// <inheritdoc cref="Memory"/>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => Memory.IsEmpty;

    /// <summary>How many elements the array has; 0 where the value is no array.</summary>
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

    /// <summary>The value as text; empty if there is none. Invalid UTF-8 becomes U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>Whether both are the same bytes.</summary>
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

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(Utf8Json left, Utf8Json right) => !left.Equals(right);
}
