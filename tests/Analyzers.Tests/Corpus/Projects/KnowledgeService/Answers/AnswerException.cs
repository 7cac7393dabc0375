namespace KnowledgeService.Answers;

internal abstract class AnswerException(string message) : Exception(message);

internal sealed class EmptyAnswerException() : AnswerException("There is no answer to this in the documents."), IGuardrailBlock;
