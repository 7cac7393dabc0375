namespace TracedLlm.Apis.Audio;

/// <summary>Reads the responses of <c>POST /v1/audio/speech</c>, which are audio or events.</summary>
internal sealed class SpeechReader : SimpleReader
{
    public override bool AnswersInJson => false;
}
