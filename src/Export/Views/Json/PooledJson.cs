using System.Buffers;
using System.Text;

namespace TracedLlm.Export.Views.Json;

/// <summary>An attribute's JSON as UTF-8 in pooled memory, which is returned when it is disposed.</summary>
internal readonly ref struct PooledJson
{
    private readonly byte[] _bytes;

    /// <param name="text">The attribute's value; absent and no text are no JSON.</param>
    /// <param name="isChecked">Whether a text that cannot be captured JSON by its beginning is left out.</param>
    public PooledJson(object? text, bool isChecked = true)
    {
        if (text is not string { Length: > 0 } json || (isChecked && json[0] != '{' && !IsArray(json)))
        {
            _bytes = [];
            return;
        }

        _bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(json));
        Json = new Utf8Json(_bytes.AsMemory(0, Encoding.UTF8.GetBytes(json, _bytes)));
    }

    /// <summary>The JSON; masked content is plain text instead.</summary>
    public Utf8Json Json { get; }

    /// <summary>Whether a value is an array that the runtime has captured. A text that masking put in its place can begin with a bracket too.</summary>
    public static bool IsArray(object? text) => text is string and ['[', '{' or '"' or ']', ..];

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
