using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using TracedLlm.Secrets;

namespace TracedLlm.Tests.Policy;

/// <summary>An attribute can have a value of any type; an exporter shows it as a text, a number or a list.</summary>
public sealed class AttributeSecretsTests
{
    private const string Key = "sk-proj-1234567890abcdefghij";

    public static TheoryData<string> Values => [.. Create(Key).Keys];

    [Theory]
    [MemberData(nameof(Values))]
    public void A_secret_is_replaced_in_values_of_every_type(string type)
    {
        var secret = AttributeSecrets.Remove("app.value", Create(Key)[type]);
        var harmless = Create("harmless")[type];

        Assert.DoesNotContain(Key, Show(secret), StringComparison.Ordinal);
        Assert.Contains("[redacted]", Show(secret), StringComparison.Ordinal);
        Assert.Equal(Show(harmless), Show(AttributeSecrets.Remove("app.value", harmless)));
    }

    [Fact]
    public void Other_items_of_a_list_keep_their_type() =>
        Assert.Equal(new object?[] { 1, null, "[redacted]", true }, AttributeSecrets.Remove("app.value", new ArrayList { 1, null, Key, true }));

    [Fact]
    public void Values_without_a_secret_are_the_same_object()
    {
        foreach (var value in new object[] { 1, 2.5, true, 'c', Guid.Empty, TimeSpan.Zero, new[] { 1, 2 }, new List<object?> { "a", 1 }, new Uri("https://a.example"), new Throwing() })
        {
            Assert.Same(value, AttributeSecrets.Remove("app.value", value));
        }
    }

    [Fact]
    public void Content_stays_in_a_list_too()
    {
        object?[] content = [Key];

        Assert.Same(content, AttributeSecrets.Remove(GenAi.InputMessages, content));
    }

    [Fact]
    public void A_list_in_itself_has_an_end()
    {
        var list = new ArrayList { Key };
        list.Add(list);

        Assert.Equal("[redacted]", Assert.IsType<object?[]>(AttributeSecrets.Remove("app.value", list))[0]);
    }

    private static Dictionary<string, object> Create(string text) => new()
    {
        ["string"] = text,
        ["string[]"] = new[] { "a", text },
        ["List<string>"] = new List<string> { text },
        ["object[]"] = new object?[] { 1, text, null },
        ["List<object>"] = new List<object?> { text },
        ["ArrayList in an array"] = new object[] { new ArrayList { text } },
        ["JsonElement"] = JsonSerializer.SerializeToElement(new { a = text }),
        ["JsonNode"] = new JsonObject { ["a"] = text },
        ["Uri"] = new Uri($"https://a.example/{text}"),
        ["Uri in a list"] = new List<Uri> { new($"https://a.example/{text}") },
    };

    private static string Show(object? value) =>
        value is IList items ? string.Join(", ", items.Cast<object?>().Select(Show)) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private sealed class Throwing
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
