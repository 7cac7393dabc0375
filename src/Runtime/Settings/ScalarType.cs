namespace TracedLlm.Settings;

/// <summary>Values that are written as one text.</summary>
/// <param name="allowed">The values that are allowed, as text.</param>
/// <param name="tryParse">Reads a text.</param>
/// <param name="format">Writes a value as the page shows it.</param>
/// <param name="isAllowed">Whether a value is in the range.</param>
internal sealed class ScalarType<T>(string allowed, TextParser<T> tryParse, Func<T, string> format, Func<T, bool> isAllowed) : SettingType<T>
{
    public override string Allowed => allowed;

    public override string Format(T value) => format(value);

    public override T Parse(string source, string text) =>
        tryParse(text, out var value) && isAllowed(value) ? value : throw SettingError.NotAllowed(source, text, allowed);

    public override void Check(string source, T value)
    {
        if (!isAllowed(value))
        {
            throw SettingError.NotAllowed(source, FormattableString.Invariant($"{value}"), allowed);
        }
    }
}
