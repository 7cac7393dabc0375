using System.Text;

namespace TracedLlm.Export.Tests.Console;

/// <summary>A console whose other end is closed.</summary>
internal sealed class ClosedWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(string? value) => throw new IOException("broken pipe");
}
