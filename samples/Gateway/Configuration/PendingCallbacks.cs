namespace TracedLlm.Samples.Gateway;

/// <summary>Callbacks that the file asks for and that nothing is sent to yet.</summary>
internal sealed class PendingCallbacks
{
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    public void Add(string name) => _names.Add(name);

    public void Warn(ConfigurationSource source)
    {
        if (_names.Count > 0)
        {
            source.Warn($"callbacks that are accepted but not sent yet: {string.Join(", ", _names)}");
        }
    }
}
