using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>A list of names of an enumeration with <see cref="FlagsAttribute"/>; the value combines all names.</summary>
internal sealed class FlagsType<T> : SettingType<T>
    where T : struct, Enum
{
    // Enum.IsDefined is false for a combination of members. The text of a combination has the members' names; it has a digit only
    // for bits without a name.
    private static readonly ListType Names = new(
        string.Join(", ", Enum.GetNames<T>()),
        static name => Enum.GetNames<T>().Contains(name, StringComparer.OrdinalIgnoreCase));

    public override string Allowed => $"a list of {Names.Allowed}";

    public override string Format(T value) => $"`{value}`";

    public override T Parse(string source, string text) => Combine(Names.Parse(source, text));

    public override void Check(string source, T value) => Names.Parse(source, value.ToString());

    public override bool TryRead(IConfigurationSection section, bool refusesBlank, out T value)
    {
        var isSet = Names.TryRead(section, refusesBlank, out var names);
        value = Combine(names);
        return isSet;
    }

    private static T Combine(IEnumerable<string> names) =>
        string.Join(',', names) is { Length: > 0 } text ? Enum.Parse<T>(text, ignoreCase: true) : default;
}
