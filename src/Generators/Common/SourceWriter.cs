using System.Text;

namespace TracedLlm.Generators.Common;

/// <summary>Writes indented C# with <c>\n</c> line ends, whatever machine the compiler runs on.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _indentation;

    public SourceWriter Line(string text = "")
    {
        if (text.Length > 0)
        {
            _text.Append(' ', _indentation * 4).Append(text);
        }

        _text.Append('\n');
        return this;
    }

    public SourceWriter Open(string? header = null)
    {
        if (header is not null)
        {
            Line(header);
        }

        Line("{");
        _indentation++;
        return this;
    }

    public SourceWriter Close(string after = "")
    {
        _indentation--;
        return Line("}" + after);
    }

    public SourceWriter Indent()
    {
        _indentation++;
        return this;
    }

    public SourceWriter Outdent()
    {
        _indentation--;
        return this;
    }

    public override string ToString() => _text.ToString();
}
