using System.Globalization;
using System.Text;

namespace TracedLlm.Viewer.Browser.Tests.Safety;

/// <summary>A text as the page must show it: with characters that nobody would see, or that change the order of others, as their numbers.</summary>
internal static class VisibleText
{
    public static string Of(string text)
    {
        var visible = new StringBuilder();
        foreach (var character in text)
        {
            _ = char.IsAscii(character) && !char.IsControl(character)
                ? visible.Append(character)
                : visible.Append(CultureInfo.InvariantCulture, $"U+{(int)character:X4}");
        }

        return visible.ToString();
    }
}
