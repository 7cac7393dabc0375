namespace TracedLlm.Apis;

/// <summary>A row of <see cref="TerminalEvents"/>.</summary>
/// <param name="Name">The name of the event, which is also the <c>type</c> in its data.</param>
/// <param name="Signal">What it says about its stream.</param>
/// <param name="Apis">The APIs that send it, as the documentation names them.</param>
internal sealed record TerminalEvent(string Name, StreamSignal Signal, string Apis)
{
    /// <summary>The name in UTF-8.</summary>
    public byte[] Utf8Name { get; } = System.Text.Encoding.UTF8.GetBytes(Name);
}
