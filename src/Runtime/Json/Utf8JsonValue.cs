namespace TracedLlm.Json;

/// <summary>Reads a value that stands by itself, and the value that a cursor has come to.</summary>
internal static class Utf8JsonValue
{
    /// <summary>The cursor's next value; <see langword="null"/> where it is JSON's <c>null</c>, broken or nested too deep.</summary>
    public static Utf8Json? Next(ref Utf8JsonCursor cursor)
    {
        Utf8Json? value = cursor.ReadRaw();
        return value is { IsEmpty: false } ? value : null;
    }

    public static bool IsString(Utf8Json value) => value.Span is [(byte)'"', ..];

    public static bool IsObject(Utf8Json value) => value.Span is [(byte)'{', ..];

    public static bool IsContainer(Utf8Json value) => value.Span is [(byte)'{' or (byte)'[', ..];

    public static string? ReadString(Utf8Json value) => new Utf8JsonCursor(value.Memory).ReadString();

    /// <summary>The object or array that a value is, or is as a string that serialises one.</summary>
    public static Utf8Json? Container(Utf8Json value)
    {
        if (IsString(value) && ReadString(value) is { } serialised)
        {
            return Container(serialised);
        }

        return IsContainer(value) ? value : null;
    }

    /// <summary>The object or array that a text serialises.</summary>
    public static Utf8Json? Container(string text)
    {
        var trimmed = text.Trim();
        if (trimmed is not ['{' or '[', ..])
        {
            return null;
        }

        var cursor = new Utf8JsonCursor(System.Text.Encoding.UTF8.GetBytes(trimmed).AsMemory());
        return Next(ref cursor);
    }
}
