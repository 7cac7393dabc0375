using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>The length of a form, and what changes of its parts do to it.</summary>
/// <param name="whole">The length of the whole form in bytes.</param>
/// <param name="boundary">The boundary.</param>
internal sealed class FormSize(long whole, string boundary)
{
    // The line break behind each part.
    private const int Ending = 2;

    private readonly List<(string Name, bool IsFile, int Head, long Content)> _parts = [];

    /// <summary>The length of the form without changes.</summary>
    public long Whole { get; set; } = whole;

    /// <summary>Adds a part that changes may concern.</summary>
    /// <param name="part">The part.</param>
    /// <param name="head">The length of its delimiter and headers.</param>
    /// <param name="content">The length of its content.</param>
    public void Add(FormPart part, int head, long content) => _parts.Add((part.Name, part.IsFile, head, content));

    /// <summary>The length of the changed form.</summary>
    public long LengthAfter(FormChanges changes)
    {
        var length = Whole + changes.Added.Sum(field => boundary.Length + "--".Length + Encoding.UTF8.GetByteCount(StreamedFormContent.FieldText(field.Name, field.Value)));
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, isFile, head, content) in _parts)
        {
            if (changes.IsDropped(name))
            {
                length -= head + content + Ending;
                continue;
            }

            var number = numbers[name] = numbers.GetValueOrDefault(name, -1) + (isFile ? 0 : 1);
            if (!isFile && changes.Replacement(name, number) is { } replacement)
            {
                length += Encoding.UTF8.GetByteCount(replacement) - content;
            }
        }

        return length;
    }
}
