namespace TracedLlm.Json;

/// <summary>The elements of a JSON array, unchanged. <c>null</c> elements are left out.</summary>
internal ref struct Utf8JsonElements
{
    private readonly bool _isArray;
    private Utf8JsonCursor _cursor;

    public Utf8JsonElements(Utf8Json array)
    {
        _cursor = new Utf8JsonCursor(array.Memory);
        _isArray = _cursor.EnterArray();
    }

    public Utf8Json Current { get; private set; }

    public readonly Utf8JsonElements GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_isArray && _cursor.NextElement())
        {
            if (_cursor.ReadRaw() is { IsEmpty: false } value)
            {
                Current = value;
                return true;
            }
        }

        return false;
    }
}
