using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>Short attributes and ASCII texts have their own code paths in the encoder; the received values do not differ.</summary>
public sealed class ShortAttributeTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();

    public static TheoryData<int> Lengths => [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 34, 47, 48, 49, 64, .. Enumerable.Range(90, 45), 255, 256, 5_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_text_is_received_as_it_is(int length)
    {
        var ascii = Text(length);
        Assert.All([ascii, .. Others(ascii)], text => Assert.Equal(text, Received("app.text", text)));
        Assert.All([ascii, .. Others(ascii)], text => Assert.Equal(text, Received(GenAi.RequestModel, text)));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_name_is_received_as_it_is(int length)
    {
        var ascii = "n" + Text(length);
        foreach (var name in (string[])[ascii, .. Others(ascii)])
        {
            Assert.Equal("value", Received(name, "value"));
            Assert.Equal(-1L, Received(name, -1L));
            Assert.Equal(0.5, Received(name, 0.5));
            Assert.Equal(true, Received(name, true));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Texts_of_a_list_are_received_as_they_are(int length)
    {
        var ascii = Text(length);
        string[] texts = ["", ascii, .. Others(ascii), "end"];

        Assert.Equal(texts, Assert.IsAssignableFrom<IEnumerable<object?>>(Received(GenAi.ResponseFinishReasons, texts)));
        Assert.Equal(["", ascii], Assert.IsAssignableFrom<IEnumerable<object?>>(Received(GenAi.ResponseFinishReasons, new[] { "", ascii })));
    }

    public void Dispose() => _activities.Dispose();

    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(index => (char)(' ' + (index % 95))));

    /// <summary>The same with a character that is not ASCII at the start, in the middle and at the end.</summary>
    private static IEnumerable<string> Others(string text) => text.Length == 0
        ? []
        : new[] { 0, text.Length / 2, text.Length - 1 }.SelectMany(index => new[] { '\u0080', '\u20AC' }, (index, other) => $"{text[..index]}{other}{text[(index + 1)..]}");

    private object? Received(string name, object value) => EncodedSpan.FromActivity(new SemanticConventionsView(), _activities.WithTags((name, value))).Attributes[name];
}
