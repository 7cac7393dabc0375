using System.Collections;

namespace TracedLlm.Events;

/// <summary>The state of a log record that is an event: its attributes. Its text is its name.</summary>
/// <param name="name">The name of the event.</param>
/// <param name="attributes">Its attributes.</param>
internal sealed class LlmEvent(string name, List<KeyValuePair<string, object?>> attributes) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <inheritdoc/>
    public int Count => attributes.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => attributes[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => attributes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The name.</summary>
    public override string ToString() => name;
}
