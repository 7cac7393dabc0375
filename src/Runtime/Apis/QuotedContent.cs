using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>
/// Removes from a message what it quotes of a request: providers, guardrails and exceptions quote the input, and the spans of a request
/// that do not show its input must not show it there. What a request says beside its content stays: its model, its parameters, its
/// metadata. The time grows with the length of the request, the memory with the length of the message.
/// </summary>
internal sealed class QuotedContent
{
    /// <summary>Replaces a quote.</summary>
    public const string Replacement = "[quoted content]";

    /// <summary>Replaces a message of which it is not known what it quotes, because the body, or the messages of a session, are not kept.</summary>
    public const string Unknown = "[withheld: the request's body is not kept, so that it is not known what this text quotes of it]";

    // The unit of the search. A shorter run of characters is no quote: most words of a language stand in a long prompt.
    private const int LetterGram = 8;

    // A run of ordinary characters is a quote from this length on. Shorter runs stand in messages and prompts by chance; with a digit or
    // an @, as in numbers and addresses, they do not.
    private const int LongestChance = 15;

    // In Chinese, Japanese and Korean one character is a word or a syllable: five of them are what sixteen letters are.
    private const int WordGram = 4;
    private const int LongestChanceOfWords = 4;

    // The shortest whole text of a request that is searched for. "user" and "hi" would be found everywhere.
    private const int ShortestText = 4;

    // A gram may stand in a message several times; more places than these are not compared.
    private const int MaxPlaces = 8;

    // Bounds the searches for whole texts; a body may consist of millions of them.
    private const int MaxTexts = 4096;

    private const ulong Base = 0x100000001B3;

    private static readonly SearchValues<char> Rare = SearchValues.Create("0123456789@");

    /// <summary>The members of a part that say what it is.</summary>
    private static readonly FrozenSet<string> Structure = FrozenSet.Create(StringComparer.Ordinal, "type", "role", "media_type", "mime_type", "mimeType", "finish_reason");

    private readonly string _message;
    private readonly bool[] _quoted;
    private readonly Dictionary<ulong, int> _places = [];
    private readonly int[] _next;

    // Most grams of a long request are not in the message; a bit for the low part of each hash says so.
    private readonly ulong[] _known = new ulong[1024];
    private readonly int _gram;
    private readonly ulong _leaving;
    private int _texts;

    private QuotedContent(string message, bool[] quoted, int gram)
    {
        _message = message;
        _quoted = quoted;
        _gram = gram;
        _leaving = Power(Base, gram);
        _next = new int[message.Length];
        ulong hash = 0;
        for (var i = 0; i < message.Length; i++)
        {
            hash = Roll(hash, message, i);
            if (i >= gram - 1)
            {
                var place = i - gram + 1;
                _next[place] = _places.TryGetValue(hash, out var other) ? other : -1;
                _places[hash] = place;
                _known[(hash >> 6) & 1023] |= 1UL << (int)(hash & 63);
            }
        }
    }

    /// <summary>Returns a message without what it quotes.</summary>
    /// <param name="message">The message.</param>
    /// <param name="json">The request's body.</param>
    public static string Remove(string message, ReadOnlyMemory<byte> json)
    {
        if (message.Length < ShortestText || json.IsEmpty)
        {
            return message;
        }

        var quoted = new QuotedContent(message, new bool[message.Length], LetterGram);
        quoted.Read(json);
        if (CountWords(message) > LongestChanceOfWords)
        {
            new QuotedContent(message, quoted._quoted, WordGram).Read(json);
        }

        return quoted.Rest();
    }

    private void Read(ReadOnlyMemory<byte> json)
    {
        var cursor = new Utf8JsonCursor(json);
        if (!cursor.EnterObject())
        {
            ReadStrings(json.Span, name: "");
            return;
        }

        while (cursor.NextProperty())
        {
            var name = Encoding.UTF8.GetString(cursor.Name);
            if (cursor.ReadRaw() is not { } value)
            {
                // The body is broken or cut.
                ReadStrings(json.Span, name: "");
                break;
            }

            if (!IsShown(name, value))
            {
                ReadStrings(value.Span, name);
            }
        }
    }

    // Other attributes show these fields with content off too, or they are orders to the gateway.
    private static bool IsShown(string name, Utf8Json value) =>
        name is "model" or "metadata" or "litellm_metadata"
        || RequestParameterNames.IsVerbatim(name)
        || (RequestParameterNames.IsKnown(name) && value.IsString())
        || RequestParameterNames.IsGateways(name);

    private void ReadStrings(ReadOnlySpan<byte> json, string name)
    {
        while (json.IndexOf((byte)'"') is >= 0 and var start)
        {
            json = json[(start + 1)..];
            var end = EndOfString(json);
            var content = json[..end];
            json = end < json.Length ? json[(end + 1)..] : default;
            if (json.TrimStart(" \t\r\n"u8) is [(byte)':', ..])
            {
                name = Encoding.UTF8.GetString(content);
            }
            else if (!Structure.Contains(name))
            {
                ReadString(content);
            }
        }
    }

    // A message may quote the text, or the JSON with its escapes.
    private void ReadString(ReadOnlySpan<byte> content)
    {
        if (content.Length < ShortestText)
        {
            return;
        }

        if (content.Contains((byte)'\\'))
        {
            var plain = ArrayPool<byte>.Shared.Rent(content.Length);
            if (JsonText.TryUnescape(content, plain, out var written))
            {
                ReadText(plain.AsSpan(0, written));
            }

            ArrayPool<byte>.Shared.Return(plain);
        }

        ReadText(content);
    }

    private void ReadText(ReadOnlySpan<byte> utf8)
    {
        var pooled = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(utf8.Length));
        ReadOnlySpan<char> text = pooled.AsSpan(0, Encoding.UTF8.GetChars(utf8, pooled));
        var whole = text.Trim();
        if (whole.Length is >= ShortestText and <= LongestChance && _texts < MaxTexts)
        {
            _texts++;
            MarkWhole(whole);
        }

        MarkRuns(text);
        ArrayPool<char>.Shared.Return(pooled);
    }

    // A whole text of the request between signs or spaces: 'help me'.
    private void MarkWhole(ReadOnlySpan<char> text)
    {
        for (var from = 0; _message.AsSpan(from).IndexOf(text) is >= 0 and var offset;)
        {
            var start = from + offset;
            if (!IsWord(start - 1) && !IsWord(start + text.Length))
            {
                _quoted.AsSpan(start, text.Length).Fill(true);
            }

            from = start + 1;
        }
    }

    private void MarkRuns(ReadOnlySpan<char> text)
    {
        ulong hash = 0;
        for (var i = 0; i < text.Length; i++)
        {
            hash = Roll(hash, text, i);
            if (i < _gram - 1 || (_known[(hash >> 6) & 1023] & (1UL << (int)(hash & 63))) == 0 || !_places.TryGetValue(hash, out var place))
            {
                continue;
            }

            if (IsRepeated(place))
            {
                // Too many places to compare: each of them is a quote, unless it is a line of dashes or spaces.
                MarkAll(place);
                _places.Remove(hash);
                continue;
            }

            // What was compared is not compared again, so that the time does not grow with the number of equal grams.
            var longest = MarkLongest(text, i - _gram + 1, place);
            if (longest > _gram)
            {
                i += longest - _gram;
                hash = HashEndingAt(text, i);
            }
        }
    }

    /// <summary>Marks the longest run of the request that stands in the message at one of the places of its gram.</summary>
    /// <returns>How many characters of it begin at <paramref name="start"/>.</returns>
    private int MarkLongest(ReadOnlySpan<char> text, int start, int place)
    {
        var longest = 0;
        for (; place >= 0; place = _next[place])
        {
            var ahead = text[start..].CommonPrefixLength(_message.AsSpan(place));
            if (ahead < _gram)
            {
                continue;
            }

            longest = Math.Max(longest, ahead);
            var before = 0;
            while (before < LongestChance && before < start && before < place && text[start - before - 1] == _message[place - before - 1])
            {
                before++;
            }

            var run = text.Slice(start - before, before + ahead);
            if (_gram == WordGram ? CountWords(run) > LongestChanceOfWords : run.Length > LongestChance || run.ContainsAny(Rare))
            {
                var blank = run.Length - run.TrimStart().Length;
                _quoted.AsSpan(place - before + blank, run.Trim().Length).Fill(true);
            }
        }

        return longest;
    }

    private bool IsRepeated(int place)
    {
        for (var i = 0; i < MaxPlaces; i++, place = _next[place])
        {
            if (place < 0)
            {
                return false;
            }
        }

        return place >= 0;
    }

    private void MarkAll(int place)
    {
        for (; place >= 0; place = _next[place])
        {
            if (_gram == WordGram ? CountWords(_message.AsSpan(place, _gram)) == _gram : IsWord(place))
            {
                _quoted.AsSpan(place, _gram).Fill(true);
            }
        }
    }

    private string Rest()
    {
        if (Array.IndexOf(_quoted, true) < 0)
        {
            return _message;
        }

        var rest = new StringBuilder(_message.Length);
        for (var i = 0; i < _message.Length; i++)
        {
            if (!_quoted[i])
            {
                rest.Append(_message[i]);
            }
            else if (i == 0 || !_quoted[i - 1])
            {
                rest.Append(Replacement);
            }
        }

        return rest.ToString();
    }

    private bool IsWord(int position) => position >= 0 && position < _message.Length && char.IsLetterOrDigit(_message[position]);

    // Characters of Chinese, Japanese and Korean, from the radicals to the syllables.
    private static int CountWords(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var character in text)
        {
            count += character is (>= '\u2E80' and <= '\uD7FF' and not (>= '\u3000' and <= '\u303F')) or (>= '\uF900' and <= '\uFAFF') ? 1 : 0;
        }

        return count;
    }

    private ulong Roll(ulong hash, ReadOnlySpan<char> text, int position)
    {
        hash = (hash * Base) + text[position] + 1;
        return position < _gram ? hash : hash - (_leaving * (text[position - _gram] + 1UL));
    }

    private ulong HashEndingAt(ReadOnlySpan<char> text, int position)
    {
        ulong hash = 0;
        foreach (var character in text.Slice(position - _gram + 1, _gram))
        {
            hash = (hash * Base) + character + 1;
        }

        return hash;
    }

    private static ulong Power(ulong value, int exponent)
    {
        ulong power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= value;
        }

        return power;
    }

    private static int EndOfString(ReadOnlySpan<byte> json)
    {
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == (byte)'\\')
            {
                i++;
            }
            else if (json[i] == (byte)'"')
            {
                return i;
            }
        }

        return json.Length;
    }
}
