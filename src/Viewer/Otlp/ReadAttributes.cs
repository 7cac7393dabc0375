namespace TracedLlm.Viewer.Otlp;

/// <summary>
/// Attributes in the order in which they were written. A value is a <see cref="string"/>, <see cref="bool"/>, <see cref="long"/>,
/// <see cref="double"/>, an array of such values (<see cref="IReadOnlyList{T}"/> of <see cref="object"/>), another
/// <see cref="ReadAttributes"/>, or <see langword="null"/>.
/// </summary>
internal sealed class ReadAttributes(IReadOnlyList<KeyValuePair<string, object?>> all)
{
    public static ReadAttributes None { get; } = new([]);

    public IReadOnlyList<KeyValuePair<string, object?>> All => all;

    /// <summary>The value of the attribute called <paramref name="name"/>; <see langword="null"/> if there is none.</summary>
    public object? Find(string name)
    {
        foreach (var (key, value) in all)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    public string? Text(string name) => Find(name) as string;

    public long? Integer(string name) => Find(name) as long?;

    public double? Number(string name) => Find(name) switch
    {
        double number => number,
        long number => number,
        _ => null,
    };

    public bool Flag(string name) => Find(name) is true;
}
