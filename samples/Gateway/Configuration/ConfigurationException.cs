namespace TracedLlm.Samples.Gateway;

/// <summary>The configuration cannot be used; the message names the file, the line and the reason.</summary>
internal sealed class ConfigurationException(string file, long line, string reason)
    : Exception(line > 0 ? $"{file}:{line}: {reason}" : $"{file}: {reason}")
{
    /// <summary>The line of the file, from 1; 0 if the error concerns the whole file.</summary>
    public long Line { get; } = line;
}
